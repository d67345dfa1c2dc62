using ChatEs.Api.Dialects.Native;
using ChatEs.Domain;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class refusals_on_the_wire
{
    [Fact]
    public void every_code_has_a_client_error_of_its_own_name()
    {
        foreach (var code in Enum.GetValues<RefusalCode>())
        {
            var problem = NativeErrors.Of(new Refusal(code, "No."));
            problem.Status.ShouldBeInRange(400, 499, $"{code}");
            problem.Code.Replace("_", "", StringComparison.Ordinal).ShouldBe(code.ToString().ToLowerInvariant());
            problem.Detail.ShouldBe("No.");
        }
    }
}
