using ChatEs.Domain;
using FluentValidation;
using MediatR;

namespace ChatEs.Application.Commands;

/// <summary>Refuses a malformed command before anything is looked up.</summary>
internal sealed class ValidationBehaviour<TCommand, TOutcome>(Validators validators) : IPipelineBehavior<TCommand, TOutcome>
    where TCommand : class, ICommand where TOutcome : IOutcome<TOutcome>
{
    public Task<TOutcome> Handle(TCommand request, CancellationToken cancellationToken, RequestHandlerDelegate<TOutcome> next) =>
        validators.Check(request) is { } refusal ? Task.FromResult(TOutcome.Refused(refusal)) : next();
}

/// <summary>The validator of every command: the class <c>Validator</c> nested in it.</summary>
public sealed class Validators
{
    private readonly Dictionary<Type, IValidator> _byCommand = typeof(ICommand).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(ICommand).IsAssignableFrom(type))
        .Select(type => (Command: type, Validator: type.GetNestedType("Validator")))
        .Where(pair => pair.Validator is not null)
        .ToDictionary(pair => pair.Command, pair => (IValidator)Activator.CreateInstance(pair.Validator!)!);

    public IReadOnlyCollection<Type> Commands => _byCommand.Keys;

    /// <returns>Null when the command is well formed.</returns>
    public Refusal? Check<TCommand>(TCommand command) where TCommand : class
    {
        if (!_byCommand.TryGetValue(typeof(TCommand), out var validator))
            return null;
        var result = ((IValidator<TCommand>)validator).Validate(command);
        return result.IsValid
            ? null
            : new Refusal(RefusalCode.Invalid, string.Join(' ', result.Errors.Select(e => e.ErrorMessage).Distinct()))
            {
                Details = [.. result.Errors.Select(e => new InvalidMember(e.PropertyName, e.ErrorMessage))],
            };
    }
}
