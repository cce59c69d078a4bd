"""A switch for each mechanism, with its neutral form."""

from relsim.parameters.table import Group

SWITCHES = Group("Mechanisms")
_switch = SWITCHES.switch

_switch(
    "m01_want_need", "M1 want and need; off: customers want what they need, and it stands still"
)
_switch("m02_diagnosis", "M2 diagnosis; off: all ask middling questions, initiative finds no drift")
_switch("m03_reframing", "M3 reframing; off: no need for want, no value for price is put forward")
_switch("m04_precedent", "M4 precedent; off: it stays as at the start, dominance does not press")
_switch("m05_bluff", "M5 bargaining and bluff; off: no rival is ever claimed")
_switch("m06_reciprocity", "M6 reciprocity; off: nothing is traded, concessions are gifts")
_switch("m07_concession_signal", "M7 concession signal; off: an instant yes says nothing")
_switch("m08_walk_away", "M8 walk-away; off: no rep ends talks")
_switch("m09_capacity", "M9 capacity; off: hours cost money but make nobody late")
_switch("m10_appraisal", "M10 appraisal; off: linear, against the market's surplus for ever")
_switch("m11_recovery", "M11 complaint and recovery; off: nobody complains, nothing is mended")
_switch("m12_beliefs", "M12 beliefs; off: every month counts the same, first or last")
_switch("m13_stay", "M13 stay or leave; off: one constant hazard for all")
_switch("m14_word_of_mouth", "M14 word of mouth; off: nobody recommends, warns or is a reference")
_switch("m15_pitch", "M15 pitch; off: all leads are pitched, won by constant chance at list price")
_switch("m16_rep", "M16 rep; off: expertise and morale stay, morale does not tell on service")
_switch(
    "m17_adaptive",
    "M17 adaptive rep; off: nobody tries, reviews or learns, all keep to their point",
)
