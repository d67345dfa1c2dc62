namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// Whom the server runs as. PostgreSQL refuses to run as root, so root hands its programs to an unprivileged user;
/// everybody else runs them as himself.
/// </summary>
internal sealed class ServerUser
{
    public static readonly ServerUser Ourselves = new(null, []);

    private readonly string[] prefix;

    private ServerUser(string? name, string[] prefix)
    {
        Name = name;
        this.prefix = prefix;
    }

    /// <summary>Null where the server runs as we do.</summary>
    public string? Name { get; }

    public static async Task<ServerUser> Choose(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return Ourselves;
        foreach (var name in names)
        {
            var group = await Command.Run("id", ["-g", name], keepEnvironment: false, cancellation);
            if (!group.Succeeded)
                continue;
            foreach (var way in Ways(name, group.Output))
            {
                var user = new ServerUser(name, way);
                if (Command.Find(way[0]) is not null && (await user.Run("true", [], cancellation)).Succeeded)
                    return user;
            }
        }

        throw new PrivateServerException(
            $"PostgreSQL refuses to run as root, and none of the users {string.Join(", ", names)} could be used through setpriv, runuser, su or sudo. " +
            "Run chates as a normal user, or create one with: useradd --system postgres");
    }

    public Task<CommandResult> Run(string program, IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        prefix is [var first, .. var rest]
            ? Command.Run(first, [.. rest, program, .. arguments], keepEnvironment: false, cancellation)
            : Command.Run(program, arguments, keepEnvironment: false, cancellation);

    /// <summary>A directory that this user can enter: every directory above it lets him through.</summary>
    public async Task<bool> Reaches(string directory, CancellationToken cancellation) =>
        Name is null || (await Run("test", ["-x", directory], cancellation)).Succeeded;

    public async Task Own(string path, CancellationToken cancellation)
    {
        if (Name is null)
            return;
        var owned = await Command.Run("chown", ["-h", Name, path], keepEnvironment: false, cancellation);
        if (!owned.Succeeded)
            throw new PrivateServerException($"{path} could not be given to the user {Name}: {owned.Output}");
    }

    private static string[][] Ways(string name, string group) =>
    [
        ["setpriv", $"--reuid={name}", $"--regid={group}", "--init-groups", "--"],
        ["runuser", "-u", name, "--"],
        // The words after -- are the shell's $0 and $@: they are passed on as they are and never read as shell text.
        ["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", name, "--"],
        ["sudo", "-n", "-u", name, "--"],
    ];
}
