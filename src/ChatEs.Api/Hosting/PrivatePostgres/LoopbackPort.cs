using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ChatEs.Api.Hosting.PrivatePostgres;

internal static class LoopbackPort
{
    /// <summary>Below the range from which systems take ports for outgoing connections: nobody takes it by chance while we are stopped.</summary>
    public static int Choose()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(15_500, 32_000);
            if (IsFree(port))
                return port;
        }

        throw new PrivateServerException("No free port was found on 127.0.0.1 between 15500 and 32000.");
    }

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
