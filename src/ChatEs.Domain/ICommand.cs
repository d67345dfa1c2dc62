using MediatR;

namespace ChatEs.Domain;

/// <summary>A wish to change something, without the type of its result: what the runner and the table of stream families see.</summary>
public interface ICommand;

/// <summary>A wish to change something. MediatR carries it; one generic handler runs every decider.</summary>
public interface ICommand<TResult> : ICommand, IRequest<Outcome<TResult>> where TResult : class;

/// <summary>A command that wants a name which another may have got first.</summary>
public interface IClaimName : ICommand
{
    /// <summary>The name, for it to be looked up before; null where that is done already, or is of no use. Whose it will be does not matter.</summary>
    Reservation? Claimed => null;

    /// <summary>The same wish upon the owner of the name; null when having lost the name is a refusal.</summary>
    ICommand? UponOwner(string kind, string owner);
}
