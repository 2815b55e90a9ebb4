# extends gives the higher level of each permission: it cannot be lowered by naming
# a lower one, only taken out with except.

permission_set "lowered_below_extends" {
  extends = [permission_set.account_manager]
  permissions = {
    "crm.contacts.edit" = "own"
  }
}
