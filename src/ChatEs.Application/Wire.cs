using System.Text.Encodings.Web;
using ChatEs.EventStore.Hashing;

namespace ChatEs.Application;

/// <summary>What every dialect's JSON has in common.</summary>
public static class Wire
{
    /// <summary>Text goes out as it was written: emoji, ñ and &lt; unescaped. The log hashes the same spelling.</summary>
    public static JavaScriptEncoder Encoder => CanonicalEncoder.Instance;
}
