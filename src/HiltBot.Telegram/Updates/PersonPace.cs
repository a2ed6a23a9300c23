namespace HiltBot.Telegram.Updates;

/// <summary>What came of one more thing that somebody did.</summary>
internal enum Paced
{
    InTime,

    /// <summary>Too fast, for the first time in this spell: worth a word.</summary>
    TooFast,

    StillTooFast,
}

/// <summary>
/// How much one person may do: more than anybody types or presses, and so little that a flood delays nobody else. Kept in
/// this process only; nothing is owed by it.
/// </summary>
internal sealed class PersonPace(TimeProvider time)
{
    public const int AtOnceMax = 40;
    public const int PerSecond = 10;

    private const int PeopleMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Spell> people = new(StringComparer.Ordinal);

    public Paced Act(string person)
    {
        lock (gate)
        {
            if (people.Count >= PeopleMax)
            {
                Prune();
            }

            if (!people.TryGetValue(person, out var spell))
            {
                people[person] = spell = new Spell(time.GetTimestamp());
            }

            spell.Refill(time);
            if (spell.Left < 1)
            {
                var isFirst = !spell.IsTold;
                spell.IsTold = true;
                return isFirst ? Paced.TooFast : Paced.StillTooFast;
            }

            spell.Left--;
            return Paced.InTime;
        }
    }

    // Who has rested is as good as new; in a flood by many the table starts again.
    private void Prune()
    {
        foreach (var (person, spell) in people.ToList())
        {
            spell.Refill(time);
            if (spell.Left >= AtOnceMax)
            {
                people.Remove(person);
            }
        }

        if (people.Count >= PeopleMax)
        {
            people.Clear();
        }
    }

    private sealed class Spell(long since)
    {
        private long since = since;

        public double Left { get; set; } = AtOnceMax;

        public bool IsTold { get; set; }

        public void Refill(TimeProvider time)
        {
            var now = time.GetTimestamp();
            Left = Math.Min(AtOnceMax, Left + (time.GetElapsedTime(since, now).TotalSeconds * PerSecond));
            since = now;
            if (Left >= AtOnceMax / 2)
            {
                IsTold = false;
            }
        }
    }
}
