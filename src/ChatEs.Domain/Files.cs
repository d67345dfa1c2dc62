namespace ChatEs.Domain;

/// <summary>
/// Bytes that the service keeps, as the log names them. The bytes themselves stand in the vault; the log proves them.
/// </summary>
/// <param name="Sha256">Of the bytes: 64 hexadecimal digits, lower case.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ContentType">As found in the bytes where that is possible, never taken on trust for what a browser would run.</param>
/// <param name="Width">In pixels, for an image whose header was understood.</param>
public sealed record StoredFile(FileNumber Number, string Sha256, long Size, string ContentType, int? Width = null, int? Height = null);

/// <summary>A stored file under the name that a person gave it.</summary>
public sealed record NamedFile(StoredFile File, string Name);

/// <summary>What shows a room or a user: a stored file, or an address elsewhere, or nothing.</summary>
public sealed record Avatar(StoredFile? File, string? FileName, string? Url)
{
    public static readonly Avatar None = new(null, null, null);

    public static Avatar At(string url) => new(null, null, url);

    public static Avatar Of(NamedFile file) => new(file.File, file.Name, null);

    /// <summary>As the log tells it.</summary>
    public static Avatar From(StoredFile? file, AvatarPersonal? personal) => new(file, personal?.FileName, personal?.Url);

    public AvatarPersonal? Personal => (FileName ?? Url) is null ? null : new(Url, FileName);
}

/// <param name="Url">An address elsewhere; null for a stored file.</param>
public sealed record AvatarPersonal(string? Url, string? FileName);
