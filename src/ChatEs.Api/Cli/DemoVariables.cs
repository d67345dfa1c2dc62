using System.Globalization;
using System.Text;
using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

/// <summary>
/// What the lines of the documentation take from the shell, as a file to be sourced: <c>. .chates/demo.env</c>. Written on
/// every start, since the address may be another one.
/// </summary>
internal static class DemoVariables
{
    public static async Task Write(DemoAccess demo, string url, CancellationToken cancellation)
    {
        var lines = new StringBuilder("# Written by every start. For the lines of docs/: source it, do not edit it.\n");
        foreach (var (name, value) in Of(demo, url))
            lines.Append(CultureInfo.InvariantCulture, $"{name}='{value}'\n");
        await OwnFile.Write(FileOf(demo), lines.ToString(), cancellation);
    }

    /// <summary>Beside the file that keeps the secrets.</summary>
    public static string FileOf(DemoAccess demo) => Path.ChangeExtension(demo.File, ".env");

    private static IEnumerable<(string Name, string Value)> Of(DemoAccess demo, string url)
    {
        var rooms = demo.Rooms;
        yield return ("URL", url);
        yield return ("SECRET_KEY", demo.SecretKey);
        yield return ("API_KEY", demo.KeyId);
        yield return ("ALICE_TOKEN", demo.AliceToken);
        yield return ("BOB_TOKEN", demo.BobToken);
        yield return ("ALICE_PASSWORD", demo.AlicePassword);
        yield return ("ALICE_NUMBER", Number(demo.Alice));
        yield return ("BOB_NUMBER", Number(demo.Bob));
        yield return ("ROOM", Number(rooms.Ward));
        yield return ("SINGLE_ROOM", Number(rooms.Single));
        yield return ("PUBLIC_ROOM", Number(demo.Room));
        yield return ("ROOM_ID", Encoding.ASCII.GetString(
            RoomlioId.Of(new RoomNumber(rooms.Lounge), rooms.LoungeCreatedAt).Write(RoomlioId.RoomPrefix, new byte[RoomlioId.MaxLength])));
        yield return ("MESSAGE", DemoRooms.Greeting.ToString());
        yield return ("MESSAGE_ID", Number(new MessageNumber(1).IdIn(new RoomNumber(rooms.Ward))));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
