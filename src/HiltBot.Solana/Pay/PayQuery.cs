using System.Text;

namespace HiltBot.Solana.Pay;

/// <summary>The part of a link after the question mark: written with %20, read with both spellings.</summary>
internal sealed class PayQuery
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    public static PayQuery Read(string text)
    {
        var query = new PayQuery();
        foreach (var range in text.AsSpan().Split('&'))
        {
            var pair = text[range];
            if (pair.Length == 0)
                continue;
            var equal = pair.IndexOf('=', StringComparison.Ordinal);
            query._values.Add(equal < 0
                ? new(Decode(pair), "")
                : new(Decode(pair[..equal]), Decode(pair[(equal + 1)..])));
        }

        return query;
    }

    /// <summary>Leaves out what is null.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
            _values.Add(new(name, value));
    }

    public string? First(string name) => All(name).FirstOrDefault();

    /// <summary>Empty words count as none.</summary>
    public string? Text(string name) => First(name) is { Length: > 0 } text ? text : null;

    public IEnumerable<string> All(string name) =>
        _values.Where(pair => pair.Key == name).Select(pair => pair.Value);

    public string UrlOf(string path)
    {
        var url = new StringBuilder(PayUrl.Scheme).Append(path);
        var sign = '?';
        foreach (var (name, value) in _values)
        {
            url.Append(sign).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            sign = '&';
        }

        return url.Length <= PayUrl.LengthMax
            ? url.ToString()
            : throw new InvalidOperationException("A Solana Pay link has at most 2,048 characters.");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
