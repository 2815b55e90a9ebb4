# Which of the two?

permission_set "key_twice" {
  permissions = {
    "crm.deals.edit" = "all"
    "crm.deals.view" = "all"
    "crm.deals.edit" = "own"
  }
}
