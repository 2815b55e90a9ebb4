client "antwerp_gems" {
  name         = "Antwerp Gems"
  hub_id       = 98887654
  domain       = "antwerpgems.example"
  super_admins = ["yasmin.peeters@antwerpgems.example"]
  managed_mrr  = 1400
  labels       = { tier = "bronze", pod = "borealis", region = "benelux" }

  access_link {
    admin       = employee.callum
    approved_by = "yasmin.peeters@antwerpgems.example"
    approved_on = "2025-06-02"
  }

  access {
    people = [employee.femke, employee.aoife]
    reason = "SOW-209"
  }
}
