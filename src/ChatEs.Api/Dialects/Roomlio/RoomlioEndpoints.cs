using ChatEs.Api.Hosting;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>The Roomlio Web API: RPC, POST only. docs/dialects/roomlio.md shows the call with its answer.</summary>
internal static class RoomlioEndpoints
{
    public static readonly Dialect Dialect = new(["/rpc"], RoomlioErrors.Fail);

    public static void MapRoomlio(this IEndpointRouteBuilder app)
    {
        var auth = ActivatorUtilities.CreateInstance<RoomlioAuth>(app.ServiceProvider);
        var roomHistory = ActivatorUtilities.CreateInstance<RoomHistory>(app.ServiceProvider, auth);
        app.MapMethods("/rpc/RoomlioService/RoomHistory", [HttpMethods.Post], roomHistory.Run);
        // The name of the service that a public client of the vendor's calls.
        app.MapMethods("/rpc/WebAPI/RoomHistory", [HttpMethods.Post], roomHistory.Run);
    }
}
