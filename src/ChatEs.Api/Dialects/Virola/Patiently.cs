using ChatEs.Application;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// Reads what an event looks like also over a short absence of the database. The vendor's client does not ask again for what
/// it missed when its connection was closed, so none is closed for that; what happens meanwhile waits.
/// </summary>
internal static class Patiently
{
    private const int Tries = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<T> Read<T>(Func<Task<T>> read)
    {
        for (var failed = 1; ; failed++)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (failed < Tries && ChatEsDatabase.IsUnreachable(e))
            {
                // A connection that broke in the pool is found out by being used: the first new try may be at once.
                await Task.Delay(failed == 1 ? TimeSpan.Zero : Pause);
            }
        }
    }
}
