namespace ChatEs.Domain.Users;

/// <summary>A wish about one user, as the runner sees it.</summary>
public interface IUserCommand : ICommand
{
    UserNumber User { get; }

    /// <summary>Whether the command may be the first of its stream, which need not be there then.</summary>
    bool StartsStream => false;

    IDecision Decide(User user, DateTimeOffset now);
}

/// <inheritdoc cref="IUserCommand"/>
public interface IUserCommand<TResult> : IUserCommand, ICommand<TResult> where TResult : class
{
    new Decision<TResult> Decide(User user, DateTimeOffset now);

    IDecision IUserCommand.Decide(User user, DateTimeOffset now) => Decide(user, now);
}
