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

    public static string Of(MessageKind kind) => kind switch
    {
        MessageKind.Text => "text",
        MessageKind.Image => "image",
        MessageKind.File => "file",
        MessageKind.System => "system",
        MessageKind.Offline => "offline",
        _ => throw new UnreachableException($"A message of kind {kind}."),
    };

    public static MessageKind KindOfMessage(string word) => word switch
    {
        "text" => MessageKind.Text,
        "image" => MessageKind.Image,
        "file" => MessageKind.File,
        "system" => MessageKind.System,
        "offline" => MessageKind.Offline,
        _ => throw new UnreachableException($"A message of kind '{word}'."),
    };

    public static string Of(MessageMarkup? markup) => markup switch
    {
        null or MessageMarkup.Plain => "plain",
        MessageMarkup.Html => "html",
        MessageMarkup.Markdown => "markdown",
        MessageMarkup.Code => "code",
        MessageMarkup.Latex => "latex",
        _ => throw new UnreachableException($"A message in markup {markup}."),
    };

    public static MessageMarkup Markup(string word) => word switch
    {
        "plain" => MessageMarkup.Plain,
        "html" => MessageMarkup.Html,
        "markdown" => MessageMarkup.Markdown,
        "code" => MessageMarkup.Code,
        "latex" => MessageMarkup.Latex,
        _ => throw new UnreachableException($"A message in markup '{word}'."),
    };
}
