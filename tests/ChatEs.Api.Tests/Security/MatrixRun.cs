using System.Collections.Concurrent;
using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>Every call of the matrix sent with every kind of credential, once for all tests that look at the answers.</summary>
public sealed class MatrixRun : IAsyncLifetime
{
    private const int AtOnce = 16;

    private static readonly CredentialKind[] Kinds = Enum.GetValues<CredentialKind>();

    /// <summary>Those who may change something have a target of their own for it.</summary>
    private static readonly CredentialKind[] MayChange =
        [CredentialKind.Participant, CredentialKind.Moderator, CredentialKind.Server, CredentialKind.ServerForUser];

    private NpgsqlDataSource _db = null!;
    private MatrixKeys _keys = null!;

    public ChatEsHost Chat { get; private set; } = null!;

    /// <summary>The statuses of each call, as a line of the table has them.</summary>
    internal ConcurrentDictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>What a stranger was told of what is another's, and of what is not there, where the two could tell him something.</summary>
    internal ConcurrentBag<(string Asked, MatrixAnswer There, MatrixAnswer Nowhere)> Strangers { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start("security_matrix", new HostSettings(null, ("Virola:DefaultTenant", "acme")));
        _db = PostgresEventStore.DataSource(Chat.ConnectionString, "chat");
        _keys = await MatrixKeys.Make(Chat);
        foreach (var tenant in new[] { "acme", "rival" })
            await Chat.User(tenant, "peer");

        var rows = new ConcurrentBag<MatrixRow>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(MatrixCalls.All.Index(), parallel, async (indexed, _) => rows.Add(await Prepare(indexed.Item, indexed.Index)));
        await Chat.Service<Suspended>().Refresh(default);
        await Parallel.ForEachAsync(rows, parallel, async (row, _) => await Send(row));
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await Chat.DisposeAsync();
    }

    private async Task<MatrixRow> Prepare(MatrixCall call, int index)
    {
        var cast = await MatrixCast.Make(Chat, index);
        if (call.Names("/me/avatar"))
            await cast.GiveAvatars(Chat);
        if (call.Template == "/api/v1/login")
            await cast.GivePasswords(Chat);
        var credentials = new MatrixCredentials(Chat, _db, _keys, call, cast);
        await credentials.Prepare();
        var shared = await MatrixTarget.Make(Chat, call, cast, $"{index}");
        var targets = new Dictionary<CredentialKind, MatrixTarget>();
        foreach (var kind in MayChange)
        {
            // A tenant has few webhooks, and only one kind of credential changes any.
            if (!call.OnlyReads && !call.Names("{webhook}"))
                targets[kind] = await MatrixTarget.Make(Chat, call, cast, $"{index}-{kind}");
        }
        await credentials.End();
        return new(call, cast, credentials, shared, targets, $"{index}");
    }

    private async Task Send(MatrixRow row)
    {
        var statuses = new Dictionary<CredentialKind, int?>();
        foreach (var kind in Kinds)
        {
            statuses[kind] = null;
            if (row.Credentials.Of(kind) is not { } sent)
                continue;
            var answer = await Send(row.Call, row.Targets.GetValueOrDefault(kind, row.Shared), sent);
            statuses[kind] = answer.Status;
            if (CouldTell(row.Call, kind, answer.Status))
            {
                var nowhere = MatrixTarget.Nowhere($"{row.Unique}-{kind}", kind == CredentialKind.Outsider ? row.Cast : null);
                Strangers.Add(($"{row.Call.Name} by {kind}", answer, await Send(row.Call, nowhere, sent)));
            }
        }
        Rows[row.Call.Name] = MatrixTable.Statuses(statuses);
    }

    /// <summary>
    /// A room of one's own tenant that one is not in is 403 in two dialects, whose documents say so. What a user may see by
    /// being of the tenant tells him no more than that, and a signed address is itself the right to the file.
    /// </summary>
    private static bool CouldTell(MatrixCall call, CredentialKind kind, int status) =>
        call.HasTarget && !call.Names("SIGNED") && kind switch
        {
            CredentialKind.RivalServer or CredentialKind.RivalUser => true,
            CredentialKind.Outsider => status >= 400 && !(status == 403 && call.Template.StartsWith("/chat", StringComparison.Ordinal)),
            _ => false,
        };

    /// <summary>Does not wait for the end of what has none.</summary>
    private async Task<MatrixAnswer> Send(MatrixCall call, MatrixTarget target, SentCredential credential)
    {
        using var request = new HttpRequestMessage(new(call.Method), new Uri(target.Path(call) + credential.Query, UriKind.Relative));
        request.Content = Body(call, target, credential);
        foreach (var (name, value) in credential.Headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        using var response = await Chat.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new((int)response.StatusCode, response.IsSuccessStatusCode ? "" : target.Unnamed(await response.Content.ReadAsStringAsync()));
    }

    private static HttpContent? Body(MatrixCall call, MatrixTarget target, SentCredential credential) => call.Body switch
    {
        null => null,
        "bytes" when call.Template.StartsWith("/api/", StringComparison.Ordinal) => new MultipartFormDataContent { { new StringContent("bytes"), "files", "a.txt" } },
        "bytes" => new ByteArrayContent("bytes"u8.ToArray()),
        _ when credential.Login is var (user, password) =>
            Json(call.Body.Replace("LOGIN", user, StringComparison.Ordinal).Replace("WORD", password, StringComparison.Ordinal)),
        _ => Json(target.Named(call.Body)),
    };

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <param name="Text">Of a refusal, without what it repeats of the request.</param>
internal sealed record MatrixAnswer(int Status, string Text);

/// <param name="Targets">Of those who may change it; all others ask for the one that they share.</param>
internal sealed record MatrixRow(
    MatrixCall Call, MatrixCast Cast, MatrixCredentials Credentials, MatrixTarget Shared, Dictionary<CredentialKind, MatrixTarget> Targets, string Unique);
