using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

internal static class ReactionValues
{
    public static readonly QueryValue Emoji = new("emoji", "An emoji or its short name, without white space, as the client writes it.")
    {
        Most = Validation.LongestEmoji,
        Example = "👍",
    };
}
