using System.Collections.Concurrent;
using System.Reflection;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using MediatR;

namespace ChatEs.Application.Commands;

/// <summary>
/// The door for every command of every dialect. MediatR carries it through the behaviours to the one generic handler;
/// its service factory is made here by hand, so that the context travels with the command and not through an ambient.
/// </summary>
public sealed class CommandBus(
    CommandRunner runner, Suspended suspended, Validators validators, IdempotencyRecords records, MessageQueries messages)
{
    private readonly ConcurrentDictionary<Type, Func<CommandContext, object>> _factories = new();

    public async Task<Outcome<TResult>> Send<TResult>(ICommand<TResult> command, CommandContext context, CancellationToken cancellation = default)
        where TResult : class
    {
        using var activity = Telemetry.Start(command.GetType().Name);
        var mediator = new Mediator(service => _factories.GetOrAdd(service, FactoryFor)(context));
        var outcome = await mediator.Send(command, cancellation);
        Telemetry.Count(command.GetType().Name, outcome.Refusal);
        if (outcome.Refusal is null)
            context.CarriedOut?.Invoke();
        return outcome;
    }

    /// <summary>
    /// Why a command would be refused now, for a caller that would do something on the way to it which must not be done for a
    /// command in vain. The command itself is still to be sent: the world may change in between. Names that it would
    /// reserve are not looked at, but for those that it claims.
    /// </summary>
    /// <returns>Null when nothing stands against it, or it was carried out already under its Idempotency-Key.</returns>
    public async Task<Refusal?> WouldRefuse<TCommand>(TCommand command, CommandContext context, CancellationToken cancellation)
        where TCommand : class, ICommand
    {
        if (context.Caller.User is { } user && suspended.Contains(user))
            return CommandRunner.Suspended(user);
        if (validators.Check(command) is { } invalid)
            return invalid;
        if (context.Idempotency is { } request && await records.Find(context.Caller.KeyOf(request), cancellation) is { } record)
            return record.Digest.AsSpan().SequenceEqual(request.Digest) ? null : IdempotencyRecords.Mismatch(request.Key);
        return (await runner.Run(command, context with { Idempotency = null, Vault = null, Rehearses = true }, cancellation)).Refusal;
    }

    /// <summary>MediatR asks for the handler of a request, and for the list of its behaviours, outermost first.</summary>
    private Func<CommandContext, object> FactoryFor(Type service)
    {
        var arguments = service.GetGenericArguments();
        var make = service.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            ? nameof(HandlerFactory)
            : nameof(BehaviourFactory);
        if (arguments is [var element] && make == nameof(BehaviourFactory))
            arguments = element.GetGenericArguments();
        return (Func<CommandContext, object>)typeof(CommandBus)
            .GetMethod(make, BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(arguments)
            .Invoke(this, null)!;
    }

    private Func<CommandContext, object> HandlerFactory<TCommand, TOutcome>()
        where TCommand : class, ICommand, IRequest<TOutcome> where TOutcome : IOutcome<TOutcome> =>
        context => new CommandHandler<TCommand, TOutcome>(runner, context);

    private Func<CommandContext, object> BehaviourFactory<TCommand, TOutcome>()
        where TCommand : class, ICommand, IRequest<TOutcome> where TOutcome : IOutcome<TOutcome> =>
        context => new IPipelineBehavior<TCommand, TOutcome>[]
        {
            new SuspensionBehaviour<TCommand, TOutcome>(suspended, context),
            new ValidationBehaviour<TCommand, TOutcome>(validators),
            new IdempotencyBehaviour<TCommand, TOutcome>(records, context),
            new ChosenIdBehaviour<TCommand, TOutcome>(messages, context),
        };
}

/// <summary>Runs every command: there is no handler class per command.</summary>
internal sealed class CommandHandler<TCommand, TOutcome>(CommandRunner runner, CommandContext context) : IRequestHandler<TCommand, TOutcome>
    where TCommand : class, ICommand, IRequest<TOutcome> where TOutcome : IOutcome<TOutcome>
{
    public async Task<TOutcome> Handle(TCommand request, CancellationToken cancellationToken)
    {
        var decision = await runner.Run(request, context, cancellationToken);
        return decision.Refusal is { } refusal ? TOutcome.Refused(refusal) : TOutcome.Done(decision.Result!);
    }
}
