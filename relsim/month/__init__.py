"""One account's month: request, response, outcome. The flow that calls the rules.

=========  =====================================================================================
file       does
=========  =====================================================================================
ask        an account (client or pitched prospect) raises its request
answer     what the rep brings to it: the point of a strategy, or an answer that was forced
talks      the rounds of demand and offer
serve      a client's month: advice, talks, delivery, appraisal, beliefs
stay       at its end: stay or leave, and perhaps speak of the firm
pitch      a prospect's pitch, and a client's further business
tally      what the month adds to the totals of the rep and of the arm
=========  =====================================================================================

Every function works on the rows of one account and reads of others only what stood at the start
of the month, so that accounts may be taken in any order.
"""
