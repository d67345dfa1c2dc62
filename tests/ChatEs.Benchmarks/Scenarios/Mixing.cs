namespace ChatEs.Benchmarks.Scenarios;

/// <summary>Everything at once, in the shares of a chat that is mostly read.</summary>
internal static class Mixing
{
    public const string Name = "mixed";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new Loop(
            Name, _ => "mixed", "one draw a request: 50 % history, 30 % unread, 15 % posts, 5 % seen",
            wire =>
            [
                History.Newest(wire) with { Weight = 50 },
                Reading.Unread(wire) with { Weight = 30 },
                Posting.Anywhere(wire, wire.Post) with { Weight = 15 },
                Reading.Seen(wire) with { Weight = 5 },
            ])
        {
            IsQuick = true,
            Call = (calls, token) => Random.Shared.Next(100) switch
            {
                < 50 => calls.NewestPage(token),
                < 80 => calls.Unread(token),
                < 95 => calls.PostAnywhere(token),
                _ => calls.See(token),
            },
        },
    ];
}
