using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Api.Hosting;
using ChatEs.Application.Files;
using ChatEs.Application.Vault;
using ChatEs.Domain;
using Microsoft.Extensions.Options;

namespace ChatEs.Api.Files;

/// <summary>
/// Addresses that open a file without credentials for some time, for clients that fetch images as a browser does:
/// <c>/files/{number}/{name}?expires=…&amp;signature=…</c>.
/// </summary>
internal sealed class SignedUrls(SigningKeys keys, TimeProvider clock, IOptions<FileSettings> settings, IConfiguration configuration)
{
    public const string Path = "/files";

    private const string Purpose = "file addresses";

    private readonly string? _publicUrl = PublicUrl(configuration["PublicUrl"]);

    /// <summary>What makes addresses for one answer, without waiting for anything.</summary>
    public ValueTask<FileUrls> For(HttpRequest request) => For($"{request.Scheme}://{request.Host}{request.PathBase}", request.HttpContext.RequestAborted);

    /// <summary>Of what nobody asked for by a request: where no public address is configured, it is the one that the service listens on.</summary>
    public ValueTask<FileUrls> ForNobody(CancellationToken cancellation) =>
        For((configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0] ?? ChatEsService.DefaultUrl).TrimEnd('/'), cancellation);

    /// <param name="otherwise">The base of the addresses where the configuration names none: <c>https://chat.example.com</c>.</param>
    public async ValueTask<FileUrls> For(string otherwise, CancellationToken cancellation) =>
        new(_publicUrl ?? otherwise, await keys.Get(Purpose, cancellation), Expiry());

    /// <returns>Whether the address is one of ours, as it was handed out, and may still be used.</returns>
    public async ValueTask<bool> IsValid(string number, string name, string? expires, string? signature, CancellationToken cancellation)
    {
        if (expires is null || signature is null)
            return false;
        var expected = FileUrls.Sign(await keys.Get(Purpose, cancellation), number, name, expires);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature))
            && long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds();
    }

    /// <summary>Rounded up, so that the address of a file stays the same for an hour and clients keep what they fetched.</summary>
    private long Expiry()
    {
        const long hour = 3600;
        var end = (clock.GetUtcNow() + settings.Value.UrlLifetime).ToUnixTimeSeconds();
        return (end + hour - 1) / hour * hour;
    }

    private static string? PublicUrl(string? configured) => configured switch
    {
        null or "" => null,
        _ when Uri.TryCreate(configured, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length + uri.Fragment.Length == 0 =>
            configured.TrimEnd('/'),
        _ => throw new InvalidOperationException($"PublicUrl must be an http or https address without a query; it is '{configured}'."),
    };
}

/// <summary>Makes the addresses of files for one answer.</summary>
internal sealed class FileUrls(string baseUrl, byte[] key, long expires)
{
    private readonly string _expires = expires.ToString(CultureInfo.InvariantCulture);

    /// <summary>What they begin with: answers that go out under another address are other answers.</summary>
    public string Base => baseUrl;

    public string Of(NamedFile file) => Of(file.File.Number, file.Name);

    public string Of(FileNumber file, string name)
    {
        var (number, shown) = (file.ToString(), Segment(name));
        return $"{baseUrl}{SignedUrls.Path}/{number}/{Uri.EscapeDataString(shown)}?expires={_expires}&signature={Sign(key, number, shown, _expires)}";
    }

    /// <returns>Null for no avatar.</returns>
    public string? Of(Avatar? avatar) => avatar switch
    {
        { Url: { } url } => url,
        { File: { } file } => Of(file.Number, avatar.FileName ?? "avatar"),
        _ => null,
    };

    public static string Sign(byte[] key, string number, string name, string expires) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{number}\n{expires}\n{name}")));

    /// <summary>
    /// A name as one segment of a path: slashes would part it even when they are escaped, and dots alone would mean a folder.
    /// The real name is sent along with the bytes.
    /// </summary>
    private static string Segment(string name)
    {
        var segment = name.Replace('/', '_').Replace('\\', '_');
        return segment.AsSpan().Trim('.').IsEmpty ? "file" : segment;
    }
}
