using System.Security.Cryptography;
using System.Text;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// The directory of one private server and what stands where in it. Only <c>data</c>, <c>socket</c>, <c>password</c> and
/// <c>server.log</c> are the server user's; the rest is ours.
/// </summary>
internal sealed record ServerHome(string Folder)
{
    public string Data => Path.Combine(Folder, "data");

    public string Password => Path.Combine(Folder, "password");

    public string Settings => Path.Combine(Folder, "chates.conf");

    public string Port => Path.Combine(Folder, "port");

    public string Log => Path.Combine(Folder, "server.log");

    public bool HasCluster => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>The version that wrote the data; null before the first use.</summary>
    public int? Major => HasCluster && int.TryParse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), out var major) ? major : null;

    /// <summary>
    /// Under the root folder, unless we are root and the server's user cannot get there. Data that exists stays where it
    /// is, whatever became of the permissions since.
    /// </summary>
    public static async Task<ServerHome> Choose(PrivateServerOptions options, ServerUser user, IProgress<string>? progress, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(options.Root);
        var near = new ServerHome(Path.Combine(root, "postgres"));
        near.RefuseShellCharacters();
        MakeRoot(root, user);
        near.Make(user);
        if (user.Name is null || near.HasCluster || await user.Reaches(near.Folder, cancellation))
            return near;

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16];
        var far = new ServerHome(Path.Combine(options.StateDirectory, name));
        MakeReachable(options.StateDirectory);
        far.Make(user);
        if (!await user.Reaches(far.Folder, cancellation))
            throw new PrivateServerException($"The user {user.Name}, whom PostgreSQL must run as here, can reach neither {near.Folder} nor {far.Folder}. Run chates as a normal user, or in a folder that others may enter.");
        progress?.Report($"PostgreSQL runs as the user {user.Name}, who cannot reach {root}: its data is in {far.Folder}");
        return far;
    }

    /// <summary>PostgreSQL refuses a socket path of some 100 bytes and more, so a long home has its socket elsewhere.</summary>
    public async Task<string?> MakeSocketFolder(ServerUser user, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var folder = Path.Combine(Folder, "socket");
        if (Encoding.UTF8.GetByteCount(folder) > 80 || folder.Contains(','))
        {
            var name = "chates-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..16];
            folder = Path.Combine(RuntimeFolder(user), name);
        }

        Directory.CreateDirectory(folder);
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new PrivateServerException($"{folder} is a symbolic link that chates did not make. Remove it.");
        try
        {
            // Fails where somebody else made the directory before us to listen in.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new PrivateServerException($"{folder} belongs to another user. Remove it, or name another place in TMPDIR.", error);
        }

        await user.Own(folder, cancellation);
        return folder;
    }

    private static string RuntimeFolder(ServerUser user) =>
        user.Name is not null && Directory.Exists("/run") ? "/run"
        : user.Name is null && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 50 } runtime && Directory.Exists(runtime) ? runtime
        : Path.GetTempPath().Length < 50 ? Path.GetTempPath() : "/tmp";

    private static void MakeRoot(string root, ServerUser user)
    {
        if (Directory.Exists(root))
            return;
        Directory.CreateDirectory(root);
        if (user.Name is not null)
            MakeReachable(root);
        // The password lies in here: nobody should commit it because his project has no line for this folder.
        File.WriteAllText(Path.Combine(root, ".gitignore"), "*\n");
    }

    private void Make(ServerUser user)
    {
        Directory.CreateDirectory(Folder);
        if (user.Name is not null)
            MakeReachable(Folder);
        else if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Others may pass through, not look around: what is private has its own 0600 or 0700 below.</summary>
    private static void MakeReachable(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>pg_ctl hands the path to a shell within double quotes without escaping it.</summary>
    private void RefuseShellCharacters()
    {
        if (!OperatingSystem.IsWindows() && Folder.AsSpan().IndexOfAny("\"$`\\\n") >= 0)
            throw new PrivateServerException($"PostgreSQL cannot be started in {Folder}: its path holds one of \" $ ` \\. Choose another folder.");
    }
}
