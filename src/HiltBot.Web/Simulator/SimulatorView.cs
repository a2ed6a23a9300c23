using HiltBot.Engine.Chat;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Simulator;

/// <summary>What the simulator's page is told, as JSON objects in the shape that its script draws.</summary>
internal static class SimulatorView
{
    public static object State(SimSight sight, long version) => new
    {
        Me = sight.Persona.Id,
        sight.Now,
        Version = version,
        sight.CanMoveClock,
        Places = sight.Places.Select(Place),
    };

    public static object Reply(ChatReply reply) => new
    {
        reply.Text,
        Facts = reply.Facts.Select(fact => new { fact.Label, fact.Value }),
        Buttons = reply.Buttons.Select(button =>
            new { button.Label, button.ActionId, button.Url, Style = EnumText.Of(button.Style) }),
        Menu = reply.Menu is { } menu
            ? new
            {
                menu.ActionId,
                menu.Placeholder,
                Lines = menu.Lines.Select(line => new { line.Value, line.Label, line.Description }),
            }
            : null,
        Form = reply.Form is { } form
            ? new
            {
                form.ActionId,
                form.Title,
                Fields = form.Fields.Select(field =>
                    new { field.Name, field.Label, field.IsRequired, field.IsLong, field.Value, field.LengthMax }),
            }
            : null,
        reply.IsOnlyForAsker,
    };

    public static object Command(CommandSpec command) => new
    {
        command.Name,
        command.Description,
        Audience = EnumText.Of(command.Audience),
        Place = EnumText.Of(command.Place),
        Options = command.Options.Select(option => new
        {
            option.Name,
            option.Description,
            Type = EnumText.Of(option.Type),
            option.IsRequired,
            option.Choices,
        }),
    };

    private static object Place(SimPlaceSight sight)
    {
        var layout = sight.Layout;
        return new
        {
            Platform = EnumText.Of(layout.Platform),
            layout.Title,
            layout.Kind,
            IsDeleted = sight.Place is null or { IsDeleted: true },
            Bot = new
            {
                IsInside = sight.Place is { BotIsInside: true },
                MayManage = sight.Place is { BotMayManage: true },
            },
            Me = sight.Me is { } me ? new { me.Display, me.IsInside, me.TakesMessages, me.MayManage } : null,
            sight.HasInvitation,
            sight.Commands,
            Channels = sight.Channels.Select(channel => new
            {
                channel.Channel.Id,
                channel.Channel.Title,
                channel.Channel.Topic,
                channel.Channel.TargetId,
                Gate = EnumText.Of(channel.Channel.Gate),
                channel.MayRead,
                channel.Readers,
                Messages = channel.Messages.Select(line => Line(line, layout.Platform, inChannel: true)),
            }),
            Members = sight.Members.Select(member => Member(member, layout.Platform)),
            Private = sight.PrivateMessages.Select(line => Line(line, layout.Platform, inChannel: false)),
        };
    }

    private static object Member(SimMemberSight sight, Platform platform)
    {
        var persona = SimWorld.PersonaOf(platform, sight.Member.AccountId);
        return new
        {
            Account = sight.Member.AccountId,
            Persona = persona?.Id,
            sight.Member.Display,
            Part = persona?.Part ?? "Staff",
            sight.Member.IsInside,
            sight.Member.MayManage,
            Roles = sight.Roles.Select(role => new { role.TargetId, role.Title }),
        };
    }

    private static object Line(SimLine line, Platform platform, bool inChannel) => new
    {
        line.Id,
        line.Author,
        Persona = SimWorld.Personas.FirstOrDefault(persona => persona.Display == line.Author)?.Id,
        line.IsBot,
        line.IsOnlyForMe,
        InChannel = inChannel,
        line.Text,
        Reply = line.Reply is { } reply ? Reply(reply) : null,
        line.At,
    };
}
