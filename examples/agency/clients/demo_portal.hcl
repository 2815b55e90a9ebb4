client "demo_portal" {
  name          = "Northwind Demo Portal"
  hub_id        = 5213773
  domain        = "northwind-demo.example"
  account_type  = "developer_test"
  acting_admins = [employee.oskar]
  labels        = { tier = "internal", pod = "studio", region = "nordics" }

  access_link {
    admin       = employee.oskar
    approved_by = "maria@northwind.example"
    approved_on = "2021-10-04"
  }

  # Everybody tries things out here; whoever leads a pod, as the admin they are
  # elsewhere. For them this block comes before the other.
  access "leads" {
    people         = { role = "lead" }
    permission_set = permission_set.partner_admin
    overrides      = [client.demo_portal.access.everybody]
    reason         = "Practice"
  }

  access "everybody" {
    people = [team.delivery]
    reason = "Practice"
  }
}
