using System.Security.Cryptography;
using ChatEs.Domain;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

public sealed class keeping_a_file(FileWorld<keeping_a_file> world) : IClassFixture<FileWorld<keeping_a_file>>
{
    private const int Piece = 256 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData(3 * Piece)]
    [InlineData(FileWorld<keeping_a_file>.MaxBytes)]
    public async Task gives_the_same_bytes_back(int length)
    {
        var bytes = FileWorld<keeping_a_file>.Bytes(length);
        var file = await world.Save(bytes, "ä b.bin", world.Ann);
        (file.Size, file.Sha256).ShouldBe((length, Convert.ToHexStringLower(SHA256.HashData(bytes))));

        var opened = (await world.Store.Open("acme", file.Number, default))!;
        await using var content = opened.Content;
        (await FileWorld<keeping_a_file>.Read(content)).ShouldBe(bytes);
        (opened.Details.File, opened.Details.Name, opened.Details.UploadedBy, opened.Details.UploadedAt)
            .ShouldBe((file, "ä b.bin", world.Ann, world.Clock.GetUtcNow()));
        opened.Details.Sha1.ShouldBe(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, bytes)));
    }

    [Fact]
    public async Task from_any_place_on()
    {
        var bytes = FileWorld<keeping_a_file>.Bytes(2 * Piece + 100);
        var file = await world.Save(bytes);
        await using var content = (await world.Store.Open("acme", file.Number, default))!.Content;
        foreach (var from in new[] { 2 * Piece, 0, Piece - 1, bytes.Length - 1, bytes.Length, Piece, bytes.Length + 5 })
        {
            content.Position = from;
            (await FileWorld<keeping_a_file>.Read(content)).ShouldBe(bytes[Math.Min(from, bytes.Length)..]);
        }
    }

    [Fact]
    public async Task refuses_one_byte_too_many_and_keeps_nothing()
    {
        var (files, chunks) = (await world.Count("vault.files"), await world.Count("vault.file_chunks"));
        using var content = new MemoryStream(FileWorld<keeping_a_file>.Bytes(FileWorld<keeping_a_file>.MaxBytes + 1));
        var outcome = await world.Store.Save("acme", null, "big", content, default);
        outcome.Refusal!.Code.ShouldBe(RefusalCode.FileTooLarge);
        (await world.Count("vault.files"), await world.Count("vault.file_chunks")).ShouldBe((files, chunks));
    }

    [Fact]
    public async Task stops_to_read_what_has_no_end()
    {
        using var content = new Source(long.MaxValue, breaksOff: false);
        (await world.Store.Save("acme", null, "endless", content, default)).Refusal!.Code.ShouldBe(RefusalCode.FileTooLarge);
        content.Given.ShouldBeLessThan(FileWorld<keeping_a_file>.MaxBytes + 2 * Piece);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2 * Piece + 10)]
    public async Task keeps_nothing_of_a_client_that_breaks_off(long after)
    {
        var (files, chunks) = (await world.Count("vault.files"), await world.Count("vault.file_chunks"));
        using var content = new Source(after, breaksOff: true);
        await Should.ThrowAsync<IOException>(() => world.Store.Save("acme", null, "half", content, default));
        (await world.Count("vault.files"), await world.Count("vault.file_chunks")).ShouldBe((files, chunks));
    }

    [Fact]
    public async Task refuses_a_name_that_no_message_could_carry()
    {
        foreach (var name in new[] { "", "a\r\nb", "nul\0", "\ud800", new string('n', 256) })
        {
            using var content = new MemoryStream([1]);
            (await world.Store.Save("acme", null, name, content, default)).Refusal!.Code.ShouldBe(RefusalCode.Invalid, name);
        }
    }

    [Fact]
    public async Task many_at_once_stay_apart()
    {
        var kept = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var bytes = FileWorld<keeping_a_file>.Bytes(Piece + i);
            return (File: await world.Save(bytes), Bytes: bytes);
        }));
        kept.Select(k => k.File.Number).Distinct().Count().ShouldBe(24);
        foreach (var (file, bytes) in kept)
        {
            await using var content = (await world.Store.Open("acme", file.Number, default))!.Content;
            (await FileWorld<keeping_a_file>.Read(content)).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task is_for_its_tenant_alone()
    {
        var file = await world.Save([1, 2, 3]);
        (await world.Store.Open("rival", file.Number, default)).ShouldBeNull();
        (await world.Store.Get("rival", null, isServer: true, [file.Number], default)).Refusal!.Code.ShouldBe(RefusalCode.FileNotFound);
    }

    /// <summary>Gives so many bytes, and then ends as a connection does that breaks.</summary>
    private sealed class Source(long length, bool breaksOff) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, Math.Min(length - Given, 10_000));
            if (read == 0 && breaksOff)
                throw new IOException("The client has gone.");
            Given += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
