namespace HiltBot.TestKit.Discord;

// Who is on Discord and in which guilds.
public sealed partial class StandInDiscord
{
    /// <summary>Somebody on Discord, in no guild yet.</summary>
    public string AddUser(string name) => Change(() => NewUser(name).Id.Text());

    /// <summary>Somebody new who joins the guild.</summary>
    public string AddMember(string guild, string name) => Change(() =>
    {
        var user = NewUser(name);
        Enter(Guild(guild), user, []);
        return user.Id.Text();
    });

    public IReadOnlyList<string> AddMembers(string guild, int count, string name = "member") => Change(() =>
        Enumerable.Range(1, count).Select(number => AddMember(guild, $"{name}-{number}")).ToList());

    public void Join(string user, string guild) => Change(() =>
    {
        if (!Guild(guild).Members.ContainsKey(Parse(user)))
        {
            Enter(Guild(guild), Users[Parse(user)], []);
        }
    });

    /// <summary>Somebody follows an invite of the bot's.</summary>
    public void AcceptInvite(string user, string code) => Change(() =>
    {
        var invite = Invites[code];
        var age = Time.GetUtcNow() - invite.MadeAt;
        if ((invite.LifetimeSeconds > 0 && age.TotalSeconds >= invite.LifetimeSeconds) ||
            (invite.UsesMax > 0 && invite.Uses >= invite.UsesMax))
        {
            throw new InvalidOperationException("The invite is over.");
        }

        invite.Uses++;
        Join(user, invite.Channel.Guild!.Id.Text());
    });

    /// <summary>Who leaves loses every role.</summary>
    public void Leave(string user, string guild) => Change(() => Depart(Guild(guild), Parse(user)));

    public void DeleteUser(string user) => Change(() =>
    {
        Users[Parse(user)].IsDeleted = true;
        foreach (var guild in Guilds.Values.Where(one => one.Members.ContainsKey(Parse(user))).ToList())
        {
            Depart(guild, Parse(user));
        }
    });

    public void GiveRole(string guild, string user, string role) => Change(() =>
        SetRole(Guild(guild), Guild(guild).Members[Parse(user)], Guild(guild).Roles[Parse(role)], true, null, byHand: true));

    public void TakeRole(string guild, string user, string role) => Change(() =>
        SetRole(Guild(guild), Guild(guild).Members[Parse(user)], Guild(guild).Roles[Parse(role)], false, null, byHand: true));

    public void BlockMessages(string user) => Change(() => Users[Parse(user)].BlocksMessages = true);

    public void AllowMessages(string user) => Change(() => Users[Parse(user)].BlocksMessages = false);

    /// <summary>Somebody agrees to be added to guilds; the access token for <c>PUT /guilds/{guild}/members/{user}</c>.</summary>
    public string AgreeToJoin(string user) => Change(() =>
    {
        var token = $"join-grant-{NewId():x}";
        JoinGrants[token] = Parse(user);
        return token;
    });
}
