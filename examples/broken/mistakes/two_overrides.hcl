# Both name the first block. Which of them counts for Bob?

client "disputed" {
  name   = "Disputed Goods"
  hub_id = 515

  access "pod" {
    people         = [employee.bob]
    permission_set = permission_set.account_manager
  }

  access "audit" {
    people         = [employee.bob]
    permission_set = permission_set.view_only
    overrides      = [client.disputed.access.pod]
  }

  access "launch" {
    people         = [employee.bob]
    permission_set = permission_set.partner_admin
    overrides      = [client.disputed.access.pod]
  }
}
