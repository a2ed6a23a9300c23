using System.Security.Cryptography;
using System.Text;

namespace HiltBot.Simulation;

/// <summary>All luck of one story. The same seed throws the same dice.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Below(int end) => random.Next(end);

    public int Between(int least, int most) => random.Next(least, most + 1);

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public void Shuffle<T>(IList<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    /// <summary>
    /// Luck of something that happens beside other things: it hangs on what it is and not on who comes first.
    /// </summary>
    public int Of(string what)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{what}"));
        return (int)(BitConverter.ToUInt32(hash) % 100);
    }
}
