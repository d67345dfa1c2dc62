using ChatEs.Api.Hosting.PrivatePostgres;

namespace ChatEs.Benchmarks.Verbs;

internal static class Verb
{
    private const int Interrupted = 130;

    /// <summary>What a person can do something about is one sentence, and not a stack.</summary>
    public static async Task<int> Run(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception error) when (error is InvalidOperationException or PrivateServerException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
