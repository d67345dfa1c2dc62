using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>One post to a service that has just started.</summary>
internal static class FirstPost
{
    public static async Task Send(Seeded seeded, int port, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes(new Wire(seeded, []).Post(seeded.HotRoom, seeded.HotRoom.Members[0])), SocketFlags.None, cancellation);
        var answers = new ResponseReader(socket);
        if (await answers.Read() is not (>= 200 and < 300))
            throw new InvalidOperationException($"The first post was refused: {answers.Excerpt}");
    }
}
