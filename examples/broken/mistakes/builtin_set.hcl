# super_admin, partner_admin and view_only are built in.

permission_set "view_only" {
  permissions = {
    "crm.contacts.view" = "all"
  }
}
