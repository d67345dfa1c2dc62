using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.Auditing.Checkpoints;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

/// <summary>Foreign notes are read here, and our own by the rules of c2sp.org/signed-note and c2sp.org/tlog-checkpoint.</summary>
public sealed class signed_notes
{
    /// <summary>Public logs whose keys and notes the Go implementation that C2SP names is tested with.</summary>
    private const string RekorKey = "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";

    private const string RekorNote = "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n";

    private const string PixelKey = "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";

    private const string PixelNote = "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n— pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n";

    [Theory]
    [InlineData(RekorKey, RekorNote, "Rekor", 798_034)]
    [InlineData(PixelKey, PixelNote, "DEFAULT", 10)]
    public void of_other_logs_are_verified(string key, string note, string origin, long size)
    {
        var (parsed, verifier) = (SignedNote.Parse(note), NoteKey.Parse(key));
        verifier.Signed(parsed).ShouldBeTrue();
        parsed.ToString().ShouldBe(note);
        verifier.VerifierKey.ShouldBe(key);
        var checkpoint = Checkpoint.Parse(parsed.Text);
        (checkpoint.Origin, checkpoint.Size, checkpoint.Text).ShouldBe((origin, size, parsed.Text));
        NoteKey.Parse(verifier.Pem).Signed(parsed).ShouldBeTrue();
    }

    [Theory]
    [InlineData("798034", "798035")]
    [InlineData("Rekor\n", "rekor\n")]
    [InlineData("\n\n—", "\nmore\n\n—")]
    [InlineData("wNI9ajBEAiAR", "wNI9ajBEAiAS")]
    public void that_were_changed_are_refused(string was, string becomes)
    {
        var changed = SignedNote.Parse(RekorNote.Replace(was, becomes, StringComparison.Ordinal));
        Should.Throw<FormatException>(() => NoteKey.Parse(RekorKey).Signed(changed)).Message.ShouldContain("does not match");
    }

    [Fact]
    public void of_an_unknown_key_are_passed_over()
    {
        NoteKey.Parse(PixelKey).Signed(SignedNote.Parse(RekorNote)).ShouldBeFalse();
        var other = RekorKey.Replace("rekor.sigstore.dev", "bananas.sigstore.dev", StringComparison.Ordinal);
        NoteKey.Parse(other).Signed(SignedNote.Parse(RekorNote)).ShouldBeFalse();
        var both = RekorNote + PixelNote[PixelNote.IndexOf('—', StringComparison.Ordinal)..];
        NoteKey.Parse(RekorKey).Signed(SignedNote.Parse(both)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Rekor\n10\n")]
    [InlineData("Rekor\n10\n\n")]
    [InlineData("Rekor\n10\n\n— name AAAAAAAA")]
    [InlineData("Rekor\n10\n\n- name AAAAAAAA\n")]
    [InlineData("Rekor\n10\n\n— na me AAAAAAAA\n")]
    [InlineData("Rekor\n10\n\n— na+me AAAAAAAA\n")]
    [InlineData("Rekor\n10\n\n— name AAAA\n")]
    [InlineData("Rekor\n10\n\n— name ****\n")]
    [InlineData("Rekor\r\n10\n\n— name AAAAAAAA\n")]
    public void of_no_such_form_are_refused(string note) => Should.Throw<FormatException>(() => SignedNote.Parse(note));

    [Fact]
    public void with_very_many_signatures_are_refused()
    {
        const string Line = "— name AAAAAAAA\n";
        SignedNote.Parse("a\n\n" + string.Concat(Enumerable.Repeat(Line, SignedNote.MostSignatures))).Signatures.Count.ShouldBe(100);
        Should.Throw<FormatException>(() => SignedNote.Parse("a\n\n" + string.Concat(Enumerable.Repeat(Line, SignedNote.MostSignatures + 1))));
    }

    [Theory]
    [InlineData("log\n010\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n")]
    [InlineData("log\n-1\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n")]
    [InlineData("log\n99999999999999999999\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n")]
    [InlineData("log\n10\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6\n")]
    [InlineData("log\n10\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP1=\n")]
    [InlineData("log\n10\n")]
    [InlineData("\n10\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n")]
    [InlineData("log\n10\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n")]
    public void that_are_no_checkpoints_are_refused(string text) => Should.Throw<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void a_checkpoint_may_have_extensions() =>
        Checkpoint.Parse("log\n0\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\nmore\nand more\n").Size.ShouldBe(0);

    [Theory]
    [InlineData("bananas.sigstore.dev+12344556")]
    [InlineData("rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!")]
    [InlineData("rekor.sigstore.dev+12345678+AwEB")]
    [InlineData("rekor.sigstore.dev+00000000+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("")]
    public void other_keys_are_refused(string key) => Should.Throw<FormatException>(() => NoteKey.Parse(key));

    [Fact]
    public void only_the_curve_p_256_will_do()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Should.Throw<FormatException>(() => NoteKey.Parse(larger.ExportSubjectPublicKeyInfoPem())).Message.ShouldContain("P-256");
    }

    /// <summary>Recomputed here word for word from the specification, not by the code under test.</summary>
    [Fact]
    public void of_our_own_have_the_bytes_of_the_specification()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = key.ExportSubjectPublicKeyInfo();
        using var signer = new NoteSigner("example.com/log", ECDsa.Create(key.ExportParameters(true)));
        var root = RandomNumberGenerator.GetBytes(32);

        var note = signer.Sign(new Checkpoint("example.com/log", 20_852_163, root)).ToString();

        var lines = note.Split('\n');
        lines[..4].ShouldBe(["example.com/log", "20852163", Convert.ToBase64String(root), ""]);
        lines[4].ShouldStartWith("\u2014 example.com/log ");
        lines[5..].ShouldBe([""]);
        var signature = Convert.FromBase64String(lines[4]["\u2014 example.com/log ".Length..]);
        signature[..4].ShouldBe(SHA256.HashData(spki)[..4]);
        key.VerifyData(
            Encoding.UTF8.GetBytes(string.Join('\n', lines[..3]) + "\n"), signature[4..], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        signer.Key.VerifierKey.ShouldBe($"example.com/log+{Convert.ToHexStringLower(SHA256.HashData(spki)[..4])}+{Convert.ToBase64String([2, .. spki])}");
    }
}
