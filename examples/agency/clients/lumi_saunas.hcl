client "lumi_saunas" {
  name         = "Lumi Saunas"
  hub_id       = 35802787
  domain       = "lumisaunas.example"
  super_admins = ["aino.laine@lumisaunas.example"]
  managed_mrr  = 650
  labels       = { tier = "bronze", pod = "aurora", region = "nordics" }

  access_link {
    admin       = employee.sofia
    approved_by = "aino.laine@lumisaunas.example"
    approved_on = "2024-03-18"
  }

  access {
    people         = [employee.freya]
    permission_set = permission_set.account_manager
    reason         = "SOW-162"
  }
}
