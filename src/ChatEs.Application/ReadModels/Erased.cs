using System.Globalization;
using ChatEs.Domain;

namespace ChatEs.Application.ReadModels;

/// <summary>
/// What stands in the read models where an event's personal part is gone. A replay after an erasure meets such events
/// and must write the same rows as the erasure itself, so both take the values from here.
/// </summary>
internal static class Erased
{
    public const string Name = "";

    public const string Text = "";

    public static string ExternalId(UserNumber user) =>
        string.Create(CultureInfo.InvariantCulture, $"erased-{user.Value}");
}
