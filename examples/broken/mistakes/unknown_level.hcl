# A scope is none, own, team or all.

permission_set "unknown_level" {
  permissions = {
    "crm.contacts.edit" = "everyone"
  }
}
