using System.Security.Cryptography;
using System.Xml.Linq;
using ChatEs.Application.ReadModels;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatEs.Application.Vault;

/// <summary>
/// Encrypts what must be used again and not only recognised: signing keys, secrets of webhooks. It has a service provider
/// of its own, since the framework's registration would ask the database while the host starts, which must start without.
/// </summary>
public sealed class KeyRing(NpgsqlDataSource db) : IDisposable
{
    private readonly Lock _lock = new();
    private ServiceProvider? _services;

    /// <param name="purpose">What was protected for one purpose cannot be read for another.</param>
    public byte[] Protect(string purpose, byte[] secret) => Protector(purpose).Protect(secret);

    public byte[] Unprotect(string purpose, byte[] protectedSecret)
    {
        try
        {
            return Protector(purpose).Unprotect(protectedSecret);
        }
        catch (CryptographicException)
        {
            // Another process may have made its first key while this one had read the ring already.
            Forget();
            return Protector(purpose).Unprotect(protectedSecret);
        }
    }

    public void Dispose() => Forget();

    private IDataProtector Protector(string purpose)
    {
        lock (_lock)
            return (_services ??= Build()).GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose);
    }

    private void Forget()
    {
        lock (_lock)
        {
            _services?.Dispose();
            _services = null;
        }
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("chates");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new Repository(db));
        return services.BuildServiceProvider();
    }

    /// <summary>The framework's own interface is synchronous; it asks once a day.</summary>
    private sealed class Repository(NpgsqlDataSource db) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var command = db.CreateCommand("select xml from vault.data_protection_keys order by number");
            using var reader = command.ExecuteReader();
            var elements = new List<XElement>();
            while (reader.Read())
                elements.Add(XElement.Parse(reader.GetString(0)));
            return elements;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var command = db.CreateCommand("insert into vault.data_protection_keys (name, xml) values ($1, $2)");
            command.Parameters.Add(Sql.Text(friendlyName ?? ""));
            command.Parameters.Add(Sql.Text(element.ToString(SaveOptions.DisableFormatting)));
            command.ExecuteNonQuery();
        }
    }
}
