package hubspot

import "strings"

// An export is in the language of whoever made it. These are the words of its
// header line, and below those of its cells, in the languages that HubSpot has
// most users in, with the spellings that its help pages and its menus use. The
// exact ones are not confirmed for every language, so that several stand here;
// letter case, spaces and punctuation do not matter. What stands nowhere here
// is never guessed: it is an error that names it.

// headerWords are the words of the header line of an export of users.
var headerWords = map[column]string{
	columnEmail: `email; email address; user email; user email address
		e-mail-adresse; e-mail adresse; mailadresse; e-mailadres; e-postadress; e-postadresse; e-post; mejladress; sähköposti; sähköpostiosoite
		adresse e-mail; adresse email; courriel; correo; correo electrónico; dirección de correo electrónico; dirección de correo
		endereço de e-mail; endereço de email; indirizzo e-mail; indirizzo email; posta elettronica
		adres e-mail; adres email; adres poczty elektronicznej; メールアドレス; eメール; eメールアドレス; 电子邮件; 电子邮件地址; 电子邮箱; 電子郵件; 電子郵件地址`,
	columnFirstName: `first name; given name; vorname; prénom; nombre; nome proprio; primeiro nome; voornaam; fornavn; förnamn; etunimi; imię; 名; 名字`,
	columnLastName:  `last name; surname; family name; nachname; familienname; nom; nom de famille; apellido; apellidos; sobrenome; cognome; achternaam; efternavn; etternavn; efternamn; sukunimi; nazwisko; 姓; 姓氏`,
	columnName:      `name; full name; username; nom complet; nombre completo; nome completo; volledige naam; fulde navn; fullt navn; fullständigt namn; koko nimi; imię i nazwisko; 氏名; 姓名`,
	columnTeams: `team; teams; assigned team; assigned teams; primary team; main team; additional teams; secondary teams; extra teams
		zugewiesene teams; zugewiesenes team; hauptteam; weitere teams; équipe; équipes; équipes attribuées; équipes assignées; équipe principale
		equipo; equipos; equipos asignados; equipo principal; equipe; equipes atribuídas; equipes; team assegnati; toegewezen teams; tildelte teams; tildelte team; tilldelade team; määritetyt tiimit; tiimit
		przypisane zespoły; zespoły; 割り当てられたチーム; 割り当て済みチーム; チーム; 分配的团队; 团队; 指派的團隊; 團隊`,
	columnSets: `role; roles; assigned role; assigned roles; permission set; permission sets; assigned permission set; assigned permission sets
		zugewiesene rolle; zugewiesene rollen; rolle; rollen; berechtigungssatz; berechtigungssätze; berechtigungsset; berechtigungssets
		rôle; rôles; rôle attribué; rôle assigné; jeu d'autorisations; ensemble d'autorisations; ensembles d'autorisations
		rol; roles asignados; rol asignado; conjunto de permisos; conjuntos de permisos; função; função atribuída; conjunto de permissões; conjuntos de permissões
		ruolo; ruoli; ruolo assegnato; set di autorizzazioni; set di permessi; toegewezen rol; machtigingenset; machtigingensets; rechtenset
		tildelt rolle; tildelte roller; tilladelsessæt; tillatelsessett; roll; tilldelad roll; behörighetsuppsättning; behörighetsuppsättningar; rooli; määritetty rooli; käyttöoikeusjoukko
		rola; przypisana rola; przypisane role; zestaw uprawnień; zestawy uprawnień; 役割; 割り当てられた役割; ロール; 割り当てられたロール; 権限セット; 角色; 分配的角色; 权限集; 指派的角色; 權限集`,
	columnPermissions: `permission; permissions; berechtigung; berechtigungen; autorisations; permisos; permissões; autorizzazioni; permessi; machtigingen; rechten; tilladelser; tillatelser; behörigheter; käyttöoikeudet; uprawnienia; 権限; 权限; 權限`,
	columnSuperAdmin:  `super admin; is super admin; superadmin; superadministrator; super-administrateur; superadministrador; super amministratore; superbeheerder; pääkäyttäjä; superadministratör; superadministrator; superadministratora; スーパー管理者; 超级管理员; 超級管理員`,
	columnPartnerAdmin: `partner admin; is partner admin; partneradministrator; partner-administrator; administrateur partenaire; administrador de socio; administrador partner; administrador parceiro; amministratore partner; partnerbeheerder;
		パートナー管理者; 合作伙伴管理员`,
	columnSeat:        `seat; seats; assigned seat; assigned seats; seat type; lizenz; lizenzen; zugewiesene lizenz; nutzerlizenz; licence; licences; licence attribuée; licencia; licencias; licença; licenças; postazione; postazioni; plaats; plaatsen; plads; pladser; licens; licenser; plass; stanowisko; シート; 席位`,
	columnStatus:      `status; user status; benutzerstatus; nutzerstatus; statut; statut de l'utilisateur; estado; estado del usuario; status do usuário; stato; stato utente; gebruikersstatus; brugerstatus; brukerstatus; användarstatus; tila; stan; status użytkownika; ステータス; ユーザーステータス; 状态; 用户状态; 狀態`,
	columnDeactivated: `deactivated; is deactivated; deaktiviert; désactivé; desactivado; desativado; disattivato; gedeactiveerd; deaktiveret; deaktivert; inaktiverad; deaktivoitu; dezaktywowany`,
	columnLinked:      `linked; is linked; linked to agency; linked to partner; linked employee; managed credit; counts for managed credit`,
	columnActive:      `active; is active; aktiv; actif; activo; ativo; attivo; actief; aktywny; aktiivinen`,
	columnHubID:       `hub id; portal id; account id; hubspot account id; hubspot id; hub-id; portal-id; konto-id; account-id; identifiant du compte; id du compte; id de la cuenta; id da conta; id account; id konta; アカウントid; 帐户id`,
	columnUserID:      `user id; benutzer-id; nutzer-id; id utilisateur; id de l'utilisateur; identifiant utilisateur; id de usuario; id del usuario; id do usuário; id de usuário; id utente; gebruikers-id; bruger-id; bruker-id; användar-id; käyttäjätunnus; käyttäjä-id; id użytkownika; identyfikator użytkownika; ユーザーid; 用户id; 使用者id`,
	columnIgnored: `id; last login date; last login; last active date; datum der letzten anmeldung; letzte anmeldung; date de la dernière connexion; dernière connexion; fecha del último inicio de sesión; último inicio de sesión; data do último login; último login
		data ultimo accesso; data dell'ultimo accesso; ultimo accesso; datum van laatste aanmelding; laatste login; sidste login; dato for sidste login; siste innlogging; senaste inloggning; viimeisin kirjautuminen; data ostatniego logowania; ostatnie logowanie; 最終ログイン日; 最終ログイン; 上次登录日期; 上次登入日期`,
}

// clientWords are the words of the header line of a list of clients.
var clientWords = map[column]string{
	columnHubID:  `hub id; portal id; account id; hubspot account id; hubspot id; id; konto-id`,
	columnName:   `name; client; client name; account name; company; company name; kunde; kundenname; unternehmen; nom; nombre; nome; naam; navn; namn; nazwa`,
	columnDomain: `domain; client domain; client domain name; company domain; company domain name; website; domäne; domaine; dominio; domínio; domein; domæne; domän; domena`,
}

// assetWords are the words of the header line of a list of assets.
var assetWords = map[column]string{
	columnEmail: `email; email address; user email; owner; owner email; e-mail-adresse`,
	columnHubID: `hub id; portal id; account id; hubspot account id; hubspot id`,
	columnKind:  `kind; type; asset type; object type`,
	columnName:  `name; asset; asset name`,
	columnCount: `count; number; amount; anzahl`,
}

// activityWords are the words of the header line of a list of last activities.
var activityWords = map[column]string{
	columnHubID: `hub id; portal id; account id; hubspot account id; hubspot id; id`,
	columnDate:  `date; day; last activity; last activity date; last qualifying activity; datum`,
}

// columnsOf lists the columns by the keys of their headers.
func columnsOf(words map[column]string) map[string]column {
	columns := map[string]column{}
	for c, list := range words {
		for _, word := range wordList(list) {
			columns[columnKey(word)] = c
		}
	}
	return columns
}

var (
	columnNames       = columnsOf(headerWords)
	clientColumnNames = columnsOf(clientWords)
	assetColumnNames  = columnsOf(assetWords)

	activityColumnNames = columnsOf(activityWords)
)

// The words of cells that say yes or no, what state a user is in, and that they
// are one of the two admins.
var (
	yesWords         = keysOf("true; yes; y; 1; on; x; wahr; ja; vrai; oui; verdadero; sí; si; verdadeiro; sim; vero; sì; waar; sand; sant; tosi; kyllä; prawda; tak; はい; 是")
	noWords          = keysOf("; false; no; n; 0; off; -; falsch; nein; faux; non; falso; não; onwaar; nee; falsk; nej; nei; usant; epätosi; ei; fałsz; nie; いいえ; 否")
	activeWords      = keysOf("; active; activated; enabled; accepted; aktiv; aktiviert; actif; activé; activo; activado; ativo; ativado; attivo; attivato; actief; geactiveerd; aktiveret; aktivert; aktiverad; aktiivinen; aktywny; aktywowany; 有効; アクティブ; 已激活; 有效; 啟用")
	deactivatedWords = keysOf("deactivated; inactive; disabled; suspended; removed; deaktiviert; inaktiv; désactivé; inactif; desactivado; inactivo; desativado; inativo; disattivato; inattivo; gedeactiveerd; inactief; deaktiveret; deaktivert; inaktiverad; deaktivoitu; dezaktywowany; nieaktywny; 無効; 非アクティブ; 已停用; 停用")
	invitedWords     = keysOf("invited; pending; invite pending; invite sent; pending invitation; invitation pending; invitation sent; not accepted; eingeladen; ausstehend; einladung ausstehend; einladung gesendet; invité; invitation envoyée; en attente; invitado; pendiente; invitación pendiente; convidado; pendente; invitato; in attesa; in sospeso; uitgenodigd; in behandeling; inviteret; afventer; invitert; venter; inbjuden; väntande; kutsuttu; odottaa; zaproszony; oczekujący; oczekujące; 招待済み; 招待中; 保留中; 已邀请; 待处理; 已邀請")
	superAdminWords  = keysOf("super admin; superadmin; super administrator; superadministrator; super-administrateur; super administrateur; superadministrador; super administrador; super amministratore; superamministratore; superbeheerder; superadministratör; pääkäyttäjä; superadministratorin; スーパー管理者; 超级管理员; 超級管理員")
	partnerWords     = keysOf("partner admin; partneradmin; partner administrator; partneradministrator; administrateur partenaire; administrador de socio; administrador partner; administrador parceiro; amministratore partner; partnerbeheerder; partneradministratör; パートナー管理者; 合作伙伴管理员")
	noSetWords       = keysOf("none; no permission set; no role; unassigned; keine; keiner; nicht zugewiesen; aucun; aucune; ninguno; ninguna; nenhum; nenhuma; nessuno; nessuna; geen; ingen; inget; ei mitään; brak; なし; 无; 無; -")
)

// wordList splits words at semicolons and line ends.
func wordList(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c == ';' || c == '\n' })
}

// keysOf is the set of some words. A list that begins with a semicolon has the
// empty word, too.
func keysOf(list string) map[string]bool {
	keys := map[string]bool{}
	if strings.HasPrefix(list, ";") {
		keys[""] = true
	}
	for _, word := range wordList(list) {
		keys[wordKey(word)] = true
	}
	return keys
}

// wordKey makes words one that differ only in letter case, and in spaces, "-"
// and "_".
func wordKey(s string) string { return folded(s) }
