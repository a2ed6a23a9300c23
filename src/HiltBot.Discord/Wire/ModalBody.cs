using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Wire;

/// <summary>
/// A form as Discord opens it (the data of interaction answer type 9), within Discord's limits whatever it asks for. Each
/// field comes back under its name.
/// </summary>
public sealed record ModalBody(string CustomId, string Title, IReadOnlyList<Component> Components)
{
    public const int TitleMax = 45;
    public const int LabelMax = 45;
    public const int FieldsMax = 5;
    public const int ValueMax = 4000;

    public static ModalBody Of(ChatForm form) => new(
        form.ActionId, MessageBody.Short(form.Title, TitleMax),
        [.. form.Fields.DistinctBy(field => field.Name).Take(FieldsMax)
            .Select(field => new Component(Component.Row) { Components = [Input(field)] })]);

    private static Component Input(ChatField field)
    {
        var lengthMax = Math.Clamp(field.LengthMax, 1, ValueMax);
        return new Component(Component.TextInput)
        {
            CustomId = field.Name,
            Label = MessageBody.Short(field.Label, LabelMax),
            Style = field.IsLong ? TextInputStyle.Paragraph : TextInputStyle.Short,
            Required = field.IsRequired,
            MaxLength = lengthMax,
            Value = string.IsNullOrEmpty(field.Value) ? null : Start(field.Value, lengthMax),
        };
    }

    // What stands in a field is edited and sent back: cut without a mark that would be sent along.
    private static string Start(string value, int lengthMax)
    {
        var text = string.Concat(value.EnumerateRunes());
        return text.Length <= lengthMax ? text
            : text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
    }
}
