using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Pages;

/// <summary>Something cannot be done: what it is, what that means, and what to do next.</summary>
public sealed record Problem(int Status, string Title, string Text)
{
    public IReadOnlyList<PageLink> Links { get; init; } = [];

    /// <summary>What surely did not happen; people who pay want to read this first.</summary>
    public string? Reassurance { get; init; }
}

public sealed record PageLink(string Label, string Url);

internal static class Problems
{
    public static readonly Problem NoSuchPage = new(
        StatusCodes.Status404NotFound, "There is nothing here",
        "The address is not one of ours. Check it, or go back to where you found it.");

    public static readonly Problem FormTooOld = new(
        StatusCodes.Status400BadRequest, "This form was open for too long",
        "Go back, load the page again, and press the button once more.")
    {
        Reassurance = "Nothing was sent and nothing was paid.",
    };

    public static Problem Broken(int status, string text) => new(status, "That did not work", text)
    {
        Reassurance = "Nothing was paid by this. Try again in a moment.",
    };
}
