namespace HiltBot.Engine.Products;

/// <summary>One field of an edit: left as it is (the default), or set, to null too (contract 2.11).</summary>
public readonly record struct Change<T>
{
    private readonly T value;

    private Change(T value)
    {
        this.value = value;
        IsSet = true;
    }

    public bool IsSet { get; }

    /// <summary>What is wanted, or what is known where nothing is.</summary>
    public T Or(T known) => IsSet ? value : known;

    public static implicit operator Change<T>(T value) => new(value);
}
