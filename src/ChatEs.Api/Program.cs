Console.WriteLine("chates");
