# Super admin comes with permission_set.super_admin, and with nothing else.

permission_set "super_admin_by_name" {
  permissions = {
    "account.super_admin" = true
  }
}
