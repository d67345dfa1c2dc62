using System.Diagnostics;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>How the closed sets of the domain are spelled in the tables, which analysts read: never the CLR name.</summary>
internal static class RoomWords
{
    public static string Of(RoomKind kind) => kind switch
    {
        RoomKind.Group => "group",
        RoomKind.Single => "single",
        RoomKind.Channel => "channel",
        _ => throw new UnreachableException($"A room of kind {kind}."),
    };

    public static RoomKind Kind(string word) => word switch
    {
        "group" => RoomKind.Group,
        "single" => RoomKind.Single,
        "channel" => RoomKind.Channel,
        _ => throw new UnreachableException($"A room of kind '{word}'."),
    };

    public static string Of(RoomVisibility visibility) => visibility == RoomVisibility.Public ? "public" : "private";

    public static RoomVisibility Visibility(string word) =>
        word == "public" ? RoomVisibility.Public : RoomVisibility.Private;

    public static string Of(MessageKind kind) => kind == MessageKind.System ? "system" : "text";

    public static MessageKind KindOfMessage(string word) => word == "system" ? MessageKind.System : MessageKind.Text;
}
