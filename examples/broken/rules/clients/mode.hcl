# mode: state knows Moderato Pianos (hub 606) in mode "additive", in which nobody is
# ever removed. Its block was deleted, which asks to remove everybody.
#
# Way out: say that it is no longer managed here.
#
#     removed {
#       hub_id = 606
#     }
