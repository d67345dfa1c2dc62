namespace ChatEs.Testing;

/// <summary>The folder of ChatEs.sln, for tests that read the sources and the documentation.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChatEs.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests do not run below the folder of ChatEs.sln.");
    }
}
