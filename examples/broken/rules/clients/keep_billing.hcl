# keep-billing: a super admin who steps down keeps the billing permission only when she
# does it herself. Plan with --as maria@northwind.example, and it is somebody else.
#
# Way out: without --as, or as eve@northwind.example.

client "keep_billing" {
  name         = "Billings & Sons"
  hub_id       = 605
  domain       = "keepbilling.example"
  super_admins = ["owner@keepbilling.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@keepbilling.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.eve]
    permission_set = permission_set.partner_admin
    keep_billing   = true
  }
}
