# The wildcard with more letters wins. Both have nine, and crm.deals.edit is in both.

permission_set "wildcard_tie" {
  permissions = {
    "crm.deals*" = "all"
    "crm*s.edit" = "own"
  }
}
