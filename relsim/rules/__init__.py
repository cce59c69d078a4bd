"""The rules of the model: each a pure function of numbers, named for what it returns.

A rule reads the record of parameters `p` (`relsim.parameters`) and numbers; the flow that calls
them is `relsim.month`. No rule file imports another. Where a mechanism has a switch
(``p.m01_want_need`` ... ``p.m16_rep``), its neutral form stands in the rule that reads the switch.

==========  ==========================================================================
file        answers
==========  ==========================================================================
request     what does an account ask for this month? (M4, M5)
advice      what does the rep make of it, and is it heard? (M1, M2, M3)
bargain     what is conceded, traded, refused? (M5, M6, M7, M8)
service     when and how well is it delivered, and who complains? (M1, M9, M11)
appraisal   how does the customer feel about it? (M7, M10)
belief      what do they learn about the rep? (M4, M12)
decision    do they stay, leave, recommend? (M13, M14)
market      is the pitch won? (M14, M15)
rep         what does the month do to the rep? (M9, M16)
==========  ==========================================================================
"""
