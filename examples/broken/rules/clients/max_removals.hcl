# max-removals: four people were deleted from the list below. With those that other
# files take away, that is more than the limit in agency.hcl, and the limit is for the
# whole plan: this violation blocks everything.
#
# Way out: if it is meant, a removal_approval in guardrails, which is reviewed like
# anything else.
#
#     removal_approval {
#       hub_id  = 607
#       up_to   = 4
#       reason  = "Contract ended, OPS-201"
#       expires = "2026-12-05"
#     }

client "max_removals" {
  name         = "Maxwell Movers"
  hub_id       = 607
  domain       = "maxremovals.example"
  super_admins = ["owner@maxremovals.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@maxremovals.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.ann]
    permission_set = permission_set.account_manager
  }
}
