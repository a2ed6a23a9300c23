using System.Text;

namespace HiltBot.Engine.Chat;

/// <summary>
/// Reads a typed line, for platforms where commands are plain text: <c>/gift @bob "Gold club" 30</c>, or with names,
/// <c>/gift member:bob offer:gold days:30</c>. Unnamed words fill the options in their order, and the last one takes the
/// rest of the line. <c>/offer_create</c> and <c>/join@SomeBot</c>, as Telegram writes them, are read too.
/// </summary>
public static class CommandLine
{
    private const int LengthMax = 2000;

    /// <returns>Null when the line is no command.</returns>
    public static ChatInput.Command? Read(string? line)
    {
        var text = PlainText.Line(line, LengthMax);
        if (text.Length < 2 || text[0] != '/')
        {
            return null;
        }

        var words = Split(text[1..]);
        if (words.Count == 0)
        {
            return null;
        }

        var first = words[0].Text.Split('@')[0].ToLowerInvariant();
        var (name, taken) = NameOf(first, words);
        var spec = CommandList.Find(name);
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (spec is null)
        {
            return new ChatInput.Command(name, options);
        }

        Fill(spec, words.Skip(taken).ToList(), options);
        return new ChatInput.Command(name, options);
    }

    private static (string Name, int Taken) NameOf(string first, List<Word> words)
    {
        if (words.Count > 1 && CommandList.Find($"{first} {words[1].Text.ToLowerInvariant()}") is { } two)
        {
            return (two.Name, 2);
        }

        var spaced = first.Replace('_', ' ');
        return (CommandList.Find(spaced) is null ? first : spaced, 1);
    }

    private static void Fill(CommandSpec spec, List<Word> words, Dictionary<string, string> options)
    {
        var open = new Queue<CommandOption>(spec.Options);
        CommandOption? current = null;
        foreach (var word in words)
        {
            if (!word.IsQuoted && Named(spec, word.Text) is var (named, value))
            {
                options[named.Name] = value;
                current = named;
                continue;
            }

            while (open.Count > 0 && options.ContainsKey(open.Peek().Name))
            {
                open.Dequeue();
            }

            if (open.Count > 0)
            {
                current = open.Dequeue();
                options[current.Name] = word.Text;
            }
            else if (current is not null)
            {
                options[current.Name] += " " + word.Text;
            }
            else
            {
                options["more"] = word.Text;
                current = new CommandOption("more", string.Empty, CommandOptionType.Text, false, []);
            }
        }
    }

    private static (CommandOption Option, string Value)? Named(CommandSpec spec, string word)
    {
        var border = word.IndexOfAny([':', '=']);
        if (border < 1)
        {
            return null;
        }

        var option = spec.Options.FirstOrDefault(known =>
            string.Equals(known.Name, word[..border], StringComparison.OrdinalIgnoreCase));
        return option is null ? null : (option, word[(border + 1)..]);
    }

    private static List<Word> Split(string text)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        var isQuoted = false;
        var wasQuoted = false;
        foreach (var letter in text)
        {
            if (letter is '"' or '“' or '”')
            {
                isQuoted = !isQuoted;
                wasQuoted |= word.Length == 0;
            }
            else if (letter == ' ' && !isQuoted)
            {
                Take();
            }
            else
            {
                word.Append(letter);
            }
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length > 0)
            {
                words.Add(new Word(word.ToString(), wasQuoted));
            }

            word.Clear();
            wasQuoted = false;
        }
    }

    private readonly record struct Word(string Text, bool IsQuoted);
}
