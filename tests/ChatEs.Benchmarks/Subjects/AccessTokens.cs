using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>MeetingLawyers tokens of the users in the rooms. Only the running service makes them.</summary>
internal static class AccessTokens
{
    public static async Task<IReadOnlyList<string>> Of(Seeded seeded, int port, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Api-Key", seeded.KeyId);
        http.DefaultRequestHeaders.Add("Secret-Key", seeded.Secret);
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/s2s/v1/users/authenticate"));
        List<string> tokens = [];
        for (var place = 0; place < Seed.Users; place++)
        {
            using var answer = await http.PostAsJsonAsync(address, new { user_id = Seeded.ExternalId(place) }, cancellation);
            answer.EnsureSuccessStatusCode();
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            tokens.Add(body.GetProperty("access_token").GetString()!);
        }
        return tokens;
    }
}
