using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary>What a posted message has beside its text.</summary>
internal static class PostedDetails
{
    /// <returns>Null for most messages.</returns>
    public static MessageDetails? Of(NativeCall call, PostMessageBody body)
    {
        if (body is { Markup: null, Links: null, Session: null, MediaUrl: null, PayloadType: null, Payload: null, Extras: null, Attachments: null })
            return null;
        if (body.MediaUrl is { } url && !Validation.IsUrl(url))
            call.Invalid("mediaUrl", $"Must be an http or https address of at most {Validation.LongestUrl} characters.");
        CheckFiles(call, body.Attachments ?? []);
        return new()
        {
            Session = body.Session,
            MediaUrl = body.MediaUrl,
            Links = Links(call, body.Links ?? []),
            PayloadType = body.PayloadType,
            Payload = NativeValues.DocumentOf(call, "payload", body.Payload),
            Extras = NativeValues.DocumentOf(call, "extras", body.Extras),
            Markup = NativeValues.MarkupOf(call, body.Markup),
        };
    }

    private static List<MessageLink> Links(NativeCall call, IReadOnlyList<PostLinkBody?> links)
    {
        List<MessageLink> good = [];
        for (var i = 0; i < links.Count; i++)
        {
            if (links[i]?.Url is not { } url || !Validation.IsUrl(url))
                call.Invalid($"links[{i}].url", $"Must be an http or https address of at most {Validation.LongestUrl} characters.");
            else
                good.Add(new(url, NativeValues.OneOf<LinkType>(call, $"links[{i}].type", links[i]!.Type, NativeValues.Word) ?? LinkType.Page));
        }
        return good;
    }

    private static void CheckFiles(NativeCall call, IReadOnlyList<long> files)
    {
        if (files.Count > Validation.MostFiles || files.Distinct().Count() != files.Count)
            call.Invalid("attachments", $"Must be at most {Validation.MostFiles} different files.");
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is < 1 or > NativeValues.LargestNumber)
                call.Invalid($"attachments[{i}]", $"Must be a whole number from 1 to {NativeValues.LargestNumber}.");
        }
    }
}
