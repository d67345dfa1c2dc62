using System.Buffers;
using System.Globalization;
using FluentValidation;

namespace ChatEs.Domain;

/// <summary>
/// The rules about values that several commands share. The text rules are not taste: NUL cannot be stored by
/// PostgreSQL and a lone surrogate has no UTF-8 form, so that either would fail inside a batch, among its neighbours.
/// </summary>
public static class Validation
{
    /// <summary>In UTF-16 code units, as .NET and JavaScript clients count.</summary>
    public const int LongestMessage = 32_768;

    public const int LongestName = 1_000;

    public const int LongestExternalId = 255;

    public const int MostUsers = 1_000;

    public const int LongestDescription = 10_000;

    public const int LongestUrl = 8_192;

    /// <summary>Of a JSON document that a caller hands over to be kept.</summary>
    public const int LongestDocument = 65_536;

    public const int LongestEmoji = 64;

    public const int LongestFileName = 255;

    public const int MostFiles = 20;

    public const int MostLinks = 100;

    public static bool CanBeStored(string text)
    {
        var rest = text.AsSpan();
        if (rest.Contains('\0')) return false;

        for (var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1])) return false;
            rest = rest[(at + 2)..];
        }

        return true;
    }

    public static bool IsExternalId(string id)
    {
        if (id.Length is 0 or > LongestExternalId || !CanBeStored(id) || IsTombstone(id)) return false;

        foreach (var character in id)
        {
            if (char.IsControl(character)) return false;
        }

        return true;
    }

    /// <summary>
    /// What the read models call a user whose personal data was erased. Nobody else may be called so: he would be taken
    /// for the erased one, and a later erasure would find the name taken.
    /// </summary>
    private static bool IsTombstone(string id) =>
        id.StartsWith("erased-", StringComparison.Ordinal) && id.Length > "erased-".Length
        && !id.AsSpan("erased-".Length).ContainsAnyExceptInRange('0', '9');

    public static bool IsTenantId(string id) =>
        id is { Length: >= 1 and <= 63 } && char.IsAsciiLetterOrDigit(id[0]) && !id.AsSpan().ContainsAnyExcept(TenantIdCharacters);

    public static bool IsKeyId(string id) =>
        id is { Length: >= 1 and <= 63 } && !id.AsSpan().ContainsAnyExcept(KeyIdCharacters);

    internal static IRuleBuilderOptions<T, string> Text<T>(this IRuleBuilderInitial<T, string> rule, int longest) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(text => text.Length <= longest)
            .WithMessage($"{{PropertyName}} may have at most {Spell(longest)} characters.")
            .Must(CanBeStored)
            .WithMessage("{PropertyName} may contain neither the NUL character nor half of a surrogate pair.");

    /// <summary>Null is allowed: nothing was given.</summary>
    internal static IRuleBuilderOptions<T, string?> TextOrNone<T>(this IRuleBuilderInitial<T, string?> rule, int longest) =>
        rule.Cascade(CascadeMode.Stop)
            .Must(text => text is null || text.Length <= longest)
            .WithMessage($"{{PropertyName}} may have at most {Spell(longest)} characters.")
            .Must(text => text is null || CanBeStored(text))
            .WithMessage("{PropertyName} may contain neither the NUL character nor half of a surrogate pair.");

    internal static IRuleBuilderOptions<T, string> Emoji<T>(this IRuleBuilderInitial<T, string> rule) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(text => text.Length is >= 1 and <= LongestEmoji && CanBeStored(text) && !text.Any(char.IsControl) && !text.Any(char.IsWhiteSpace))
            .WithMessage($"{{PropertyName}} must have 1 to {LongestEmoji} characters, and neither control characters nor white space.");

    /// <summary>An avatar is a stored file under a name, or an http address elsewhere, or nothing.</summary>
    internal static IRuleBuilderOptions<T, Avatar> Avatar<T>(this IRuleBuilderInitial<T, Avatar> rule) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(avatar => avatar.File is null == avatar.FileName is null && (avatar.File is null || avatar.Url is null))
            .WithMessage("{PropertyName} must be either a file with a name, or an address, or nothing.")
            .Must(avatar => avatar.Url is null || IsUrl(avatar.Url))
            .WithMessage($"{{PropertyName}} must be an http or https address of at most {Spell(LongestUrl)} characters.")
            .Must(avatar => avatar.FileName is null || IsFileName(avatar.FileName))
            .WithMessage($"{{PropertyName}} needs a file name of 1 to {LongestFileName} characters without control characters.");

    internal static IRuleBuilderOptions<T, NamedFile> File<T>(this IRuleBuilderInitial<T, NamedFile> rule) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(file => file.File is not null && IsFileName(file.Name))
            .WithMessage($"{{PropertyName}} needs a name of 1 to {LongestFileName} characters without control characters.");

    internal static IRuleBuilderOptions<T, string?> UrlOrNone<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Must(url => url is null || IsUrl(url))
            .WithMessage($"{{PropertyName}} must be an http or https address of at most {Spell(LongestUrl)} characters.");

    public static bool IsFileName(string name) =>
        name is { Length: >= 1 and <= LongestFileName } && CanBeStored(name) && !name.Any(char.IsControl);

    /// <summary>.NET reads over a line break within an address; a header that the address is sent in would not take it.</summary>
    public static bool IsUrl(string url) =>
        url is { Length: <= LongestUrl } && CanBeStored(url) && !url.Any(char.IsControl) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    internal static IRuleBuilderOptions<T, string> ExternalId<T>(this IRuleBuilderInitial<T, string> rule) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(IsExternalId)
            .WithMessage($"{{PropertyName}} must have 1 to {LongestExternalId} characters, no control characters, and not be the name of an erased user.");

    internal static IRuleBuilderOptions<T, string?> ExternalIdOrNone<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Must(id => id is null || IsExternalId(id))
            .WithMessage($"{{PropertyName}} must have 1 to {LongestExternalId} characters, no control characters, and not be the name of an erased user.");

    internal static IRuleBuilderOptions<T, IReadOnlyList<UserNumber>> Users<T>(
        this IRuleBuilderInitial<T, IReadOnlyList<UserNumber>> rule, int fewest) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("{PropertyName} is missing.")
            .Must(users => users.Count >= fewest && users.Count <= MostUsers)
            .WithMessage($"{{PropertyName}} must name {fewest} to {Spell(MostUsers)} users.");

    private static readonly SearchValues<char> TenantIdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> KeyIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static string Spell(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
