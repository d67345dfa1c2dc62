using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>What a message may have beside its text.</summary>
public sealed record MessageDetails
{
    /// <summary>The caller's own grouping of messages within the room: a consultation, a topic.</summary>
    public string? Session { get; init; }

    /// <summary>The address of a medium kept elsewhere.</summary>
    public string? MediaUrl { get; init; }

    public IReadOnlyList<MessageLink> Links { get; init; } = [];

    public string? PayloadType { get; init; }

    /// <summary>A JSON document, kept as the exact string; whoever hands it over has looked that it is one.</summary>
    public string? Payload { get; init; }

    /// <inheritdoc cref="Payload"/>
    public string? Extras { get; init; }

    public MessageMarkup Markup { get; init; }

    public IReadOnlyList<NamedFile> Files { get; init; } = [];

    public sealed class Validator : AbstractValidator<MessageDetails>
    {
        public Validator()
        {
            RuleFor(d => d.Session).ExternalIdOrNone();
            RuleFor(d => d.MediaUrl).TextOrNone(Validation.LongestUrl);
            RuleFor(d => d.Links).Cascade(CascadeMode.Stop)
                .NotNull().WithMessage("{PropertyName} are missing.")
                .Must(links => links.Count <= Validation.MostLinks)
                .WithMessage($"A message has at most {Validation.MostLinks} links.")
                .Must(links => links.All(link => link is not null && Validation.IsUrl(link.Url) && Enum.IsDefined(link.Type)))
                .WithMessage($"A link must be an http or https address of at most {Validation.LongestUrl} characters.");
            RuleFor(d => d.PayloadType).ExternalIdOrNone();
            RuleFor(d => d.Payload).TextOrNone(Validation.LongestDocument);
            RuleFor(d => d.Extras).TextOrNone(Validation.LongestDocument);
            RuleFor(d => d.Markup).IsInEnum().WithMessage("The markup is unknown.");
            RuleFor(d => d.Files).Cascade(CascadeMode.Stop)
                .NotNull().WithMessage("{PropertyName} are missing.")
                .Must(files => files.Count <= Validation.MostFiles)
                .WithMessage($"A message has at most {Validation.MostFiles} files.")
                .Must(files => files.All(file => file?.File is not null && Validation.IsFileName(file.Name)))
                .WithMessage($"A file needs a name of 1 to {Validation.LongestFileName} characters without control characters.")
                .Must(files => files.Select(file => file.File.Number).Distinct().Count() == files.Count)
                .WithMessage("A file may be attached once.");
        }
    }

    internal MessagePosted Post(PostMessage command, MessageNumber number) => new(
        number, command.Id, command.Author, command.Kind, command.ReplyTo, command.Parent,
        new(
            command.Text, ClaimedTime.CutToStore(command.ClaimedAt), Session, MediaUrl, Links.Count == 0 ? null : Links,
            PayloadType, Payload, Extras, Files.Count == 0 ? null : [.. Files.Select(file => file.Name)]),
        Markup == MessageMarkup.Plain ? null : Markup,
        Files.Count == 0 ? null : [.. Files.Select(file => file.File)]);
}
