using System.Net.Sockets;

namespace ChatEs.Fuzz.Wire;

/// <summary>A connection for what may not be a request at all: whether it is answered is the server's affair.</summary>
internal static class OneConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="pieces">Each with how long to wait behind it, in milliseconds.</param>
    /// <param name="objects">Told when what comes back is no HTTP, or nothing comes and the connection stays.</param>
    /// <returns>The first answer, if there is one.</returns>
    public static async Task<Answer?> Exchange(
        int port, IReadOnlyList<(string Bytes, int Pause)> pieces, Ending end, Action<string, string> objects, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var connection = await Connection.Open(port, cancellation);
            var sending = Send(connection, pieces, end, patience.Token);
            if (end is Ending.HangUp or Ending.Reset)
            {
                await sending;
                return null;
            }
            var method = pieces[0].Bytes.StartsWith("HEAD ", StringComparison.Ordinal) ? "HEAD" : "GET";
            var answer = await connection.Read(method, patience.Token);
            connection.Dispose();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return answer;
        }
        catch (SocketException)
        {
            return null;
        }
        catch (BrokenAnswerException e)
        {
            // HTTP/2 is spoken where its opening words were sent; and of a HEAD whose bytes were changed nobody knows whether it still is one.
            if (!pieces[0].Bytes.StartsWith("PRI", StringComparison.Ordinal))
                objects("broken answer", e.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            objects("no answer in time", $"Nothing came within {Patience.TotalSeconds} s, and the connection stayed open.");
            return null;
        }
    }

    private static async Task Send(Connection connection, IReadOnlyList<(string Bytes, int Pause)> pieces, Ending end, CancellationToken cancellation)
    {
        foreach (var (bytes, pause) in pieces)
        {
            await connection.Send(bytes, cancellation);
            if (pause > 0)
                await Task.Delay(pause, cancellation);
        }
        if (end == Ending.Finish)
            connection.Finish();
        else if (end == Ending.Reset)
            connection.Reset();
        else if (end == Ending.HangUp)
            connection.Dispose();
    }
}
